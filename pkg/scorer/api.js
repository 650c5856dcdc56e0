// The outcome alone, of a module a fifth as large: what a page begins with while the whole engine is on its way, and all that a
// service needs which gives no reasons. The entry beside this file has initialised the module.
import { Company as Handle, Engine, figure_in, read_figure } from "../dist/scorer.js";
import { answer, companiesOf, dayOf, figures, Info, shipped, unpack } from "../common.js";

export { InnopointsError, schemes } from "../common.js";

const { Company, withCompany } = companiesOf(Handle);
export { Company };
export const { figureIn, readFigure } = figures(read_figure, figure_in);

export class Scorer extends Info {
  #engine;

  constructor({ packed, info }) {
    super(info);
    this.#engine = unpack(Engine, packed);
  }

  static async load(id) {
    return new Scorer(await shipped(id));
  }

  outcome(enterprise, options) {
    const on = dayOf(options);
    return answer(withCompany(enterprise, (company) => this.#engine.outcome(company, on)));
  }
}
