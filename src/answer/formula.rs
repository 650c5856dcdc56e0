//! Formulas in words.

use innopoints_core::formula::{Compare, ExprId, Instr, Program};
use innopoints_core::number::{group_thousands, literal, show_en};
use innopoints_core::text::split;

/// A comparison as a sign that people read, spaces around it.
pub fn sign(compare: Compare) -> &'static str {
    match compare {
        Compare::Eq => " = ",
        Compare::Ne => " ≠ ",
        Compare::Lt => " < ",
        Compare::Le => " ≤ ",
        Compare::Gt => " > ",
        Compare::Ge => " ≥ ",
    }
}

/// Writes the formula in words; `leaf` names fields, points and levels.
pub fn words(program: &Program, at: ExprId, chinese: bool, leaf: &dyn Fn(Instr, &mut String), out: &mut String) {
    write(program, at, chinese, leaf, 0, out);
}

fn write(program: &Program, at: ExprId, zh: bool, leaf: &dyn Fn(Instr, &mut String), outer: u8, out: &mut String) {
    let instr = program.instr(at);
    let pick = |a: &'static str, b: &'static str| if zh { a } else { b };
    // How tightly it binds, and what stands before, between and behind its operands.
    let (level, [before, between, between2, behind]) = match instr {
        Instr::If(..) => (0, [pick("若 ", "if "), pick(" 则 ", " then "), pick("，否则 ", " else "), ""]),
        Instr::Or(..) => (1, ["", pick(" 或 ", " or "), "", ""]),
        Instr::And(..) => (2, ["", pick(" 且 ", " and "), "", ""]),
        Instr::Not(_) => (3, [pick("不是“", "not \""), "", "", pick("”", "\"")]),
        Instr::Compare(c, ..) => (4, ["", sign(c), "", ""]),
        Instr::Add(..) => (5, ["", " + ", "", ""]),
        Instr::Sub(..) => (5, ["", " − ", "", ""]),
        Instr::Growth(..) => (5, ["", " ÷ ", "", " − 1"]),
        Instr::Mul(..) => (6, ["", " × ", "", ""]),
        Instr::Div(..) => (6, ["", " ÷ ", "", ""]),
        Instr::Neg(_) => (7, ["−", "", "", ""]),
        Instr::Min(..) => (9, [pick("较小者(", "min("), ", ", "", ")"]),
        Instr::Max(..) => (9, [pick("较大者(", "max("), ", ", "", ")"]),
        _ => (9, [""; 4]),
    };
    let inner = match instr {
        Instr::Growth(..) => 6,
        Instr::Min(..) | Instr::Max(..) | Instr::Not(_) => 0,
        _ => level,
    };
    let bracket = level < outer;
    if bracket {
        out.push('(');
    }
    match instr {
        Instr::Num(c) => write_literal(program.constant_text(c), zh, out),
        Instr::Bool(true) => out.push_str(pick("是", "true")),
        Instr::Bool(false) => out.push_str(pick("否", "false")),
        Instr::EveryFloor => out.push_str(pick("每一类得分不低于其下限", "every group reaches its floor")),
        Instr::Total => out.push_str(pick("总分", "Total")),
        Instr::Field(_) | Instr::Flag(_) | Instr::Level(..) | Instr::Points(_) | Instr::Quantity(_) => leaf(instr, out),
        Instr::Day(..) | Instr::YearsSince(_) | Instr::Answer(_) => leaf(instr, out),
        _ => {
            out.push_str(before);
            for (n, operand) in program.operands(at).enumerate() {
                out.push_str(["", between, between2][n]);
                // The second operand of − and ÷ needs brackets where the first does not.
                write(program, operand, zh, leaf, inner + u8::from(n > 0 && level > 4 && inner > 0), out);
            }
            out.push_str(behind);
        }
    }
    if bracket {
        out.push(')');
    }
}

/// `500人` as `500 人` or `500 people`, `5%` as it is.
pub fn write_literal(text: &str, zh: bool, out: &mut String) {
    let digits = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).unwrap_or(text.len());
    let (number, unit_name) = split(text, digits);
    match literal(number, unit_name) {
        Some((n, _)) if !zh && !unit_name.is_empty() => out.push_str(&show_en(n, unit_name, 6)),
        _ => {
            out.push_str(&group_thousands(number));
            if !matches!(unit_name, "" | "%") {
                out.push(' ');
            }
            out.push_str(unit_name);
        }
    }
}
