// What people type, read as the engine reads it everywhere.
import { figures } from "./common.js";
import { figure_in, read_figure } from "./dist/innopoints.js";
import { initSync } from "./engine.js";

export const { figureIn, readFigure } = figures(read_figure, figure_in, initSync);
