// Total and verdict alone, of a module a fifth as large: what a page begins with while the whole engine is on its way, and
// all that a service needs which gives no reasons. The entry beside this file has initialised the module.
import { Engine, figure_in, read_figure } from "../dist/scorer.js";
import { answer, companyText, dayOf, figures, Info, shipped, unpack } from "../common.js";

export { InnopointsError, schemes } from "../common.js";

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
    return answer(this.#engine.outcome(companyText(enterprise), dayOf(options)));
  }
}
