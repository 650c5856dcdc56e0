export default { entry: "./page.js" };
