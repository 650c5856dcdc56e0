const { Scheme } = require("innopoints");
const { score } = require("./score.js");

if (typeof Scheme.load !== "function") throw new Error("nothing was required");
score().then(console.log);
