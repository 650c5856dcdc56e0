import innopoints = require("innopoints");

export const load = (id: string) => innopoints.Scheme.load(id);
