// The outcome alone, of a module a fifth as large: what a page begins with while the whole engine is on its way, and all that a
// service needs which gives no reasons. The entry beside this file says where the module is.
import { Company as Handle, Engine, figure_in, read_figure } from "../dist/scorer.js";
import { answer, companiesOf, dayOf, figures, holder, Info, shipped, unpack } from "../common.js";
import { init, initSync } from "./module.js";

export { InnopointsError, schemes } from "../common.js";
export { init, initSync };

const { Company, withCompany } = companiesOf(Handle, init);
export { Company };
export const { figureIn, readFigure } = figures(read_figure, figure_in, initSync);

const { hold, held } = holder();

export class Scorer extends Info {
  constructor({ packed, info }) {
    super(info);
    hold(this, unpack(Engine, packed));
  }

  static async load(id) {
    const [scheme] = await Promise.all([shipped(id), init()]);
    return new Scorer(scheme);
  }

  outcome(enterprise, options) {
    const on = dayOf(options);
    return answer(withCompany(enterprise, (company) => held(this).outcome(company, on)));
  }
}
