// Formulas of a scheme as a small tree, for the scorers of this bench. It knows what totals need and checks nothing.

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)\s*(%|万元|亿元|元|人|件|项|个|年)?|([a-z_][a-z0-9_]*)|("[^"]*")|(<=|>=|!=|[-+*/()<>=,]))/uy;

/** A number with its unit as [digits, exponent of ten]: money in 万元, a percentage as a ratio. */
const SCALE = { "%": -2, 亿元: 4, 元: -4 };

/** "15%" and the like, or a plain number, as a tree node. */
export const parseNumber = (text) => parse(String(text));

/** `["num", text, exponent]`, `["field", id]`, `["str", text]`, `["call", name, ...args]`, `["if", c, a, b]` or `[operator, ...args]`. */
export function parse(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== "") {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`cannot read ${JSON.stringify(text.slice(at))}`);
    const [, digits, unit, word, string, sign] = match;
    if (digits !== undefined) tokens.push({ node: ["num", digits, SCALE[unit] ?? 0] });
    else if (string !== undefined) tokens.push({ node: ["str", string.slice(1, -1)] });
    else tokens.push({ word: word ?? sign });
  }
  let at = 0;
  const peek = () => tokens[at]?.word;
  const eat = (...words) => (words.includes(peek()) ? tokens[at++].word : undefined);
  const need = (word) => eat(word) ?? fail(`${word} expected`);
  const fail = (what) => {
    throw new Error(`${text}: ${what}`);
  };
  const left = (next, ...operators) => {
    let node = next();
    for (let op = eat(...operators); op; op = eat(...operators)) node = [op, node, next()];
    return node;
  };
  const or = () => left(and, "or");
  const and = () => left(not, "and");
  const not = () => (eat("not") ? ["not", not()] : compare());
  const compare = () => left(sum, "=", "!=", "<", "<=", ">", ">=");
  const sum = () => left(product, "+", "-");
  const product = () => left(unary, "*", "/");
  const unary = () => (eat("-") ? ["neg", unary()] : atom());
  const atom = () => {
    if (tokens[at]?.node) return tokens[at++].node;
    if (eat("(")) {
      const node = expression();
      need(")");
      return node;
    }
    const word = tokens[at++]?.word ?? fail("ends early");
    if (!eat("(")) return ["field", word];
    const args = [expression()];
    while (eat(",")) args.push(expression());
    need(")");
    return ["call", word, ...args];
  };
  const expression = () => {
    if (!eat("if")) return or();
    const condition = expression();
    need("then");
    const yes = expression();
    need("else");
    return ["if", condition, yes, expression()];
  };
  const node = expression();
  return at === tokens.length ? node : fail("goes on");
}
