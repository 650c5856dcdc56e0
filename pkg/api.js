// All that `innopoints` exports, the same in every runtime; the entry beside this file says where the module is.
export { figureIn, readFigure } from "./figures.js";
export { adopt, readAnnex, template } from "./annex.js";
export { assess, dataSheet } from "./assess.js";
export { InnopointsError, schemes } from "./common.js";
export { Company } from "./company.js";
export { init, initSync } from "./engine.js";
export { finance } from "./finance.js";
export { Scheme } from "./scheme.js";
export { readTable } from "./table.js";
export { fullReport, verify } from "./verify.js";
