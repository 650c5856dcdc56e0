// The texts of the dialogs that take tables in. They come with them, after the first score.
import type { Language } from "../i18n.ts";

const zh = {
  title: "用官方附件计算",
  lead: "指引的附件没有公布。持有附件的用户可以粘贴其中的表格，或填写模板，得到自己的精确方案。表格只在本机读取，不会发出。",
  base: "以哪个办法为底",
  paste: "把附件的表格粘贴到这里：在 Word、WPS、网页或电子表格里选中整张表，复制，按 Ctrl+V",
  download: "或下载模板，按附件填写空格：每个指标在各阶段的满分，以及满分值",
  open: "打开填好的模板（CSV 或 JSON）、附件的表格，或以前保存的方案",
  wrong: (count: number) => `有 ${count} 处要改`,
  unread: "文件无法读取",
  understood: (count: number) => `读到 ${count} 项指标`,
  confirm: "请与附件对照，没有错再采用。",
  asked: (count: number) => `表格里没有的 ${count} 项，请按附件填写`,
  assumed: (range: string) => `没有公布时的估计：${range}`,
  take: "采用",
  again: "重新粘贴",
  columns: { startup: "初创期", growth: "成长期", mature: "成熟期", value: "满分值", max: "满分" } as Record<
    string,
    string
  >,
  figuresTitle: "粘贴表格里的数据",
  figuresLead:
    "在 Excel、WPS 或财务软件里选中数据和它们的名称，复制，粘贴到这里。横排竖排都可以，名称旁可以写单位和年度。表格只在本机读取。",
  figuresPaste: "粘贴到这里，按 Ctrl+V",
  before: (figure: string) => `现在填的是 ${figure}`,
  figuresOpen: "或打开 CSV 文件、保存过的数据、同事发回的答案",
  company: (count: number) => `表里有 ${count} 家企业，用哪一家`,
  row: (line: number) => `第 ${line} 行`,
  figures: (count: number) => (count === 0 ? "没有读到数据" : `读到 ${count} 个数，请核对`),
  notes: "读表时的处理，和没有用到的",
  takeFigures: (count: number) => `采用选中的 ${count} 个数`,
};

const en: typeof zh = {
  title: "Score by the official annex",
  lead: "The annex is not public. Whoever holds it can paste its table, or fill in a template, and gets an exact scheme. The table is read on this device and sent nowhere.",
  base: "Which scheme to start from",
  paste:
    "Paste the table of the annex here: select all of it in Word, WPS, a web page or a spreadsheet, copy, press Ctrl+V",
  download:
    "Or download the template and fill in the blanks from the annex: full marks of each indicator by stage, and its reference",
  open: "Open the filled template (CSV or JSON), the annex's table, or a scheme saved before",
  wrong: (count) => (count === 1 ? "One thing to correct" : `${count} things to correct`),
  unread: "The file cannot be read",
  understood: (count) => `${count} indicators were read`,
  confirm: "Hold them against the annex before they are used.",
  asked: (count) =>
    count === 1 ? "One thing that the table does not say" : `${count} things that the table does not say`,
  assumed: (range) => `Estimate while unpublished: ${range}`,
  take: "Use it",
  again: "Paste anew",
  columns: { startup: "start-up", growth: "growth", mature: "mature", value: "reference", max: "full marks" },
  figuresTitle: "Paste figures from a table",
  figuresLead:
    "Select the figures with their names in Excel, WPS or your accounting software, copy, and paste here. Names may stand in a row or a column, with units and years beside them. The table is read on this device.",
  figuresPaste: "Paste here with Ctrl+V",
  before: (figure) => `now ${figure}`,
  figuresOpen: "Or open a CSV file, saved figures, or the answers of a colleague",
  company: (count) => `The table has ${count} companies; which one`,
  row: (line) => `Line ${line}`,
  figures: (count) =>
    count === 0
      ? "No figures were read"
      : count === 1
        ? "One figure was read"
        : `${count} figures were read; check them`,
  notes: "How the table was read, and what was not used",
  takeFigures: (count) => (count === 1 ? "Use one figure" : `Use ${count} figures`),
};

export const words: Record<Language, typeof zh> = { zh, en };
