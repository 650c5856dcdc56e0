// The whole engine: reasons, plans, finance, reports to hand over. It follows the first score.
export { adopt, finance, fullReport, Scheme, template, verify } from "innopoints";
