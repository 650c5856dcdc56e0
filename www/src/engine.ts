// The whole engine, with reasons; it follows the first score.
export { adopt, Scheme, template } from "innopoints";
