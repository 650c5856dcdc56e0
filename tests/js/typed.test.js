// What people type, read by both modules as tests/library/typed.json says; and the same in another unit.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import * as engine from "innopoints";
import * as scorer from "innopoints/scorer";
import { root } from "./runtimes.js";

const { typed } = JSON.parse(readFileSync(`${root}tests/library/typed.json`, "utf8"));

for (const [name, { InnopointsError, figureIn, readFigure }] of Object.entries({ engine, scorer })) {
  describe(name, () => {
    test("every line of typed.json", () => {
      for (const line of typed) {
        const { text, field = "revenue", shown, read, refused, echo } = line;
        const ask = () => readFigure(field, text, shown);
        if (refused) {
          assert.throws(ask, (error) => error instanceof InnopointsError && error.problems[0].code === refused, text);
          continue;
        }
        const figure = ask();
        assert.deepEqual(figure.value, Array.isArray(read) ? { between: read } : read, text);
        if (echo !== undefined) assert.equal(figure.echo?.zh ?? null, echo && `读作 ${echo}`, text);
      }
    });

    test("a figure in another unit is worth the same, to the last digit", () => {
      for (const { text, field = "revenue", shown = "万元", read } of typed) {
        for (const unit of ["元", "万元", "亿元"]) {
          const moved = figureIn(field, text, shown, unit);
          if (moved === undefined) continue;
          const again = readFigure(field, moved, unit).value;
          assert.deepEqual(again, Array.isArray(read) ? { between: read } : read, `${text} as ${moved} ${unit}`);
        }
      }
      assert.equal(figureIn("revenue", "8,600", "万元", "亿元"), "0.86");
      assert.equal(figureIn("revenue", "8600", "万元", "元"), "86,000,000");
      assert.equal(figureIn("revenue", "80–100", "万元", "元"), "800,000–1,000,000");
      assert.equal(figureIn("revenue", "0.000000000000000001", "万元", "亿元"), "0.000000000000000001 万元");
      for (const stays of ["3.2亿", "1,20", "约80", "", "abc"]) {
        assert.equal(figureIn("revenue", stays, "万元", "亿元"), undefined, stays);
      }
    });

    test("flags, levels, unknown fields and units that do not fit", () => {
      assert.equal(readFigure("abnormal_listed", "无").value, false);
      assert.equal(readFigure("revenue", "80").unit, false);
      assert.equal(readFigure("revenue", "80万").unit, true);
      assert.throws(() => readFigure("revenu", "80"), InnopointsError);
      assert.throws(() => readFigure("revenue", "80", "人"), InnopointsError);
    });
  });
}
