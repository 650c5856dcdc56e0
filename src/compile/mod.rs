//! Reading a scheme from its JSON text: everything wrong is reported at once, each with its place.

pub mod formula;

use self::formula::{Ask, Names, Type, compile};
use crate::Scheme;
use crate::file::node::{Node, Problems};
use innopoints_core::dictionary::{Dictionary, Kind};
use innopoints_core::formula::{ExprId, Instr, Program, Unknown, parse_literal};
use innopoints_core::id::{FieldId, QuantityId};
use innopoints_core::json::Json;
use innopoints_core::number::{Date, Dim, Num, read, split};
use innopoints_core::problem::{Problem, Text};
use innopoints_core::scheme::model::{Scheme as Compiled, *};
use innopoints_core::scheme::rules::{BestOf, Choice, Curve, Flag, Judged, PerUnit, Rank, Reference};
use sha2::{Digest, Sha256};

/// Largest scheme file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

impl Scheme {
    /// A scheme from its JSON text, with the shipped dictionary; one that extends another finds that among the shipped
    /// ones. `file` is only named in problems.
    pub fn parse(text: &str, file: Option<&str>) -> Result<Scheme, Vec<Problem>> {
        Scheme::parse_with(text, file, &|id| {
            let text = crate::shipped::scheme(id)?;
            Scheme::parse(text, Some(id)).ok()
        })
    }

    /// The same, with another way to find the scheme that one extends.
    pub fn parse_with(
        text: &str,
        file: Option<&str>,
        base: &dyn Fn(&str) -> Option<Scheme>,
    ) -> Result<Scheme, Vec<Problem>> {
        let problems = Problems::default();
        let scheme = if text.len() > MAX_BYTES {
            Err(Problem::boxed("too_large", "方案文件超过 1 MB", "the scheme file exceeds 1 MB", &[]))
        } else {
            Json::parse(text).map(|json| Loader::default().scheme(&Node::root(&json, &problems), text, base))
        };
        match scheme {
            Ok(Some(scheme)) if problems.borrow().is_empty() => return Ok(Scheme(scheme)),
            Ok(_) => {}
            Err(p) => problems.borrow_mut().push(*p),
        }
        Err(problems.into_inner().into_iter().map(|p| p.file(file)).collect())
    }
}

pub(crate) fn hex_digest(text: &str, base: &str) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    let digest = Sha256::new().chain_update(text).chain_update(base).finalize();
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Reads what schemes and finance instruments have in common: formulas, conditions and sources.
pub(crate) struct Loader<'a> {
    dictionary: &'static Dictionary,
    pub program: Program,
    /// The document of a source that names none.
    pub document: String,
    /// What formulas may ask of schemes, in finance instruments.
    ask: Option<&'a Ask<'a>>,
    quantities: Vec<Quantity>,
    parameters: Vec<Parameter>,
    stages: Vec<Level>,
    groups: Vec<(Group, Vec<Indicator>)>,
    /// Whose numbers are being read.
    subject: (String, Text),
    /// Ids of groups and indicators that this file has written.
    written: Vec<String>,
}

impl Default for Loader<'_> {
    fn default() -> Self {
        Loader {
            dictionary: Dictionary::shipped(),
            program: Program::default(),
            document: String::new(),
            ask: None,
            quantities: Vec::new(),
            parameters: Vec::new(),
            stages: Vec::new(),
            groups: Vec::new(),
            subject: <(String, Text)>::default(),
            written: Vec::new(),
        }
    }
}

/// Members of a scheme.
const SCHEME_KEYS: [&str; 18] = [
    "$schema",
    "id",
    "family",
    "extends",
    "drop",
    "title",
    "issuer",
    "document",
    "effective",
    "precision",
    "notes",
    "parameters",
    "stages",
    "classes",
    "gates",
    "groups",
    "ties",
    "pass",
];

impl<'a> Loader<'a> {
    /// For finance instruments, which may ask for the results of schemes.
    pub fn asking(ask: &'a Ask<'a>) -> Self {
        Loader { ask: Some(ask), ..Loader::default() }
    }
}

impl Loader<'_> {
    fn scheme(mut self, root: &Node<'_>, text: &str, find: &dyn Fn(&str) -> Option<Scheme>) -> Option<Compiled> {
        root.object(&SCHEME_KEYS, &[])?;
        let base = match root.get("extends") {
            Some(node) => Some(extended(&node, find)?),
            None => None,
        };
        let id = root.id();
        let family = root.get("family").and_then(|n| n.identifier());
        let title = root.need("title").and_then(|n| n.text());
        let issuer = root.text_of("issuer");
        let document = root.text_of("document");
        self.document = document.clone().unwrap_or_default();
        let effective = root.need("effective").and_then(|n| effective(&n, base.as_ref().map(|b| b.from)));
        let base_precision = base.as_ref().map_or(2, |b| b.precision);
        let precision = root.get("precision").map_or(Some(base_precision), |n| precision(&n));
        let notes = match &base {
            Some(_) => root.need("notes"),
            None => root.get("notes"),
        };
        let notes = notes.and_then(|n| n.text());
        let digest = hex_digest(text, base.as_ref().map_or("", |b| &b.digest));
        let mut inherited = Inherited::default();
        if let Some(base) = base {
            inherited = self.inherit(base.0);
        }
        if let Some(node) = root.get("drop") {
            self.drop(&node);
        }
        if let Some(node) = root.get("parameters") {
            self.read_parameters(&node);
        }
        if let Some(node) = root.get("stages") {
            self.read_stages(&node);
        }
        let classes = match root.get("classes") {
            Some(node) => self.classes(&node),
            None => inherited.classes,
        };
        let gates = root.get("gates").map_or(inherited.gates, |n| self.conditions(&n));
        if let Some(list) = root.get("groups") {
            let nodes = list.items();
            if nodes.is_empty() {
                list.fail("missing", "至少要有一类指标", "at least one group is needed", &[]);
            }
            for node in &nodes {
                self.group(node);
            }
        } else if root.get("extends").is_none() && gates.is_empty() && classes.is_none() && self.stages.is_empty() {
            root.need("groups");
        }
        let mut groups = Vec::new();
        let mut indicators = Vec::new();
        for (mut group, list) in std::mem::take(&mut self.groups) {
            let first = indicators.len();
            for mut indicator in list {
                indicator.group = groups.len();
                indicators.push(indicator);
            }
            group.indicators = first..indicators.len();
            groups.push(group);
        }
        let point_ids: Vec<String> =
            groups.iter().map(|g: &Group| g.id.clone()).chain(indicators.iter().map(|i| i.id.clone())).collect();
        let pass = match root.get("pass") {
            Some(node) => self.pass(&node, &point_ids),
            None => inherited.pass.inspect(|pass| {
                let place = |old: usize| {
                    let id: &String = inherited.point_ids.get(old)?;
                    point_ids.iter().position(|known| known == id)
                };
                if let Some(when) = pass.when
                    && self.program.renumber_points(when, &place).is_none()
                    // An indicator that could not be read is told already.
                    && root.is_clean()
                {
                    root.fail(
                        "missing",
                        "原方案的通过条件用到了被去掉的指标，请写明“pass”",
                        "the pass condition of the extended scheme asks for points that were dropped; write \"pass\"",
                        &[],
                    );
                }
            }),
        };
        let ties = match root.get("ties") {
            Some(node) => self.ties(&node, &groups, &indicators),
            None => inherited
                .ties
                .into_iter()
                .filter_map(|(ids, sum, source)| {
                    let groups_of: Vec<usize> =
                        ids.iter().filter_map(|id| groups.iter().position(|g| g.id == *id)).collect();
                    let tie = Tie { groups: groups_of, sum, source };
                    self.tie_holds(root, &tie, &groups, &indicators).then_some(tie)
                })
                .collect(),
        };
        let (from, to) = effective?;
        let mut scheme = Compiled {
            id: id?,
            family,
            title: title?,
            issuer: issuer?,
            document: document?,
            from,
            to,
            precision: precision?,
            notes,
            gates,
            groups,
            indicators,
            ties,
            parameters: self.parameters,
            stages: self.stages,
            classes,
            pass,
            quantities: self.quantities,
            program: self.program,
            dictionary: self.dictionary,
            fields: Vec::new(),
            digest,
            official: false,
            max: Num::ZERO,
            point_ids,
        };
        forget_unused(&mut scheme);
        scheme.max = most_points(&scheme)?;
        scheme.official = standing(&scheme) != Standing::Estimate;
        scheme.fields = used_fields(&scheme);
        Some(scheme)
    }

    // --------------------------------------------------------------------------------------------------- extensions

    /// Takes over what the extended scheme says.
    fn inherit(&mut self, base: Compiled) -> Inherited {
        self.program = base.program;
        self.quantities = base.quantities;
        self.parameters = base.parameters;
        self.stages = base.stages;
        let mut indicators = base.indicators.into_iter();
        let ids: Vec<String> = base.groups.iter().map(|g| g.id.clone()).collect();
        for group in base.groups {
            let own = indicators.by_ref().take(group.indicators.len()).collect();
            self.groups.push((group, own));
        }
        let id = |g: usize| ids.get(g).cloned().unwrap_or_default();
        let ties = base.ties.into_iter();
        Inherited {
            classes: base.classes,
            gates: base.gates,
            pass: base.pass,
            point_ids: base.point_ids,
            ties: ties.map(|t| (t.groups.iter().map(|&g| id(g)).collect(), t.sum, t.source)).collect(),
        }
    }

    /// Takes indicators and groups away.
    fn drop(&mut self, list: &Node<'_>) {
        for node in list.items() {
            let Some(id) = node.string() else { continue };
            let before: usize = self.groups.iter().map(|g| 1 + g.1.len()).sum();
            self.groups.retain(|g| g.0.id != id);
            for group in &mut self.groups {
                group.1.retain(|i| i.id != id);
            }
            if before == self.groups.iter().map(|g| 1 + g.1.len()).sum::<usize>() {
                node.fail(
                    "unknown_id",
                    "原方案没有“{0}”这个指标或类",
                    "the extended scheme has no indicator or group \"{0}\"",
                    &[id.into()],
                );
            }
        }
    }

    // ------------------------------------------------------------------------------------ parameters, stages, classes

    fn read_parameters(&mut self, list: &Node<'_>) {
        let old = std::mem::take(&mut self.parameters);
        for node in list.items() {
            if let Some(parameter) = self.parameter(&node, &old) {
                if self.parameters.iter().any(|p| p.id == parameter.id) {
                    duplicate(&node, &parameter.id);
                }
                self.parameters.push(parameter);
            }
        }
        // Formulas of the extended scheme may still call what this list leaves out.
        for parameter in old {
            if !self.parameters.iter().any(|p| p.id == parameter.id) {
                self.parameters.push(parameter);
            }
        }
    }

    fn parameter(&mut self, node: &Node<'_>, old: &[Parameter]) -> Option<Parameter> {
        node.object(&["id", "title", "is", "between", "typical", "source"], &[])?;
        let id = node.id()?;
        if self.dictionary.find(&id).is_some() {
            let parts = [(&id).into()];
            node.fail("duplicate", "“{0}”是数据项，不能作参数名", "\"{0}\" is a field, so no parameter", &parts);
        }
        let title = node.need("title").and_then(|n| n.text());
        let source = self.source(node);
        let (lo, hi, typical, dim, unit) = match (node.get("is"), node.get("between")) {
            (Some(is), None) => {
                let (value, dim, unit) = quantity(&is)?;
                (value, value, None, dim, unit)
            }
            (None, Some(_)) => {
                let mut dim = None;
                let range = self.range(node, &mut |n| {
                    let (value, found, unit) = quantity(n)?;
                    match dim {
                        Some((wanted, _)) if wanted != found => {
                            clash(n, wanted, found);
                            None
                        }
                        _ => {
                            dim.get_or_insert((found, unit));
                            Some(value)
                        }
                    }
                })?;
                let (dim, unit) = dim?;
                (range.0, range.1, range.2, dim, unit)
            }
            _ => {
                node.fail(
                    "missing",
                    "参数要有“is”或“between”，只写一个",
                    "a parameter has either \"is\" or \"between\"",
                    &[],
                );
                return None;
            }
        };
        let read = Quantity { id: id.clone(), title: title.clone()?, lo, hi, typical };
        let place = match old.iter().find(|p| p.id == id) {
            Some(p) if p.dim != dim => {
                clash(node, p.dim, dim);
                return None;
            }
            // Formulas that call it take the new number.
            Some(p) => {
                self.quantities[p.quantity] = read;
                p.quantity
            }
            None => {
                self.quantities.push(read);
                QuantityId::new(self.quantities.len() - 1)
            }
        };
        Some(Parameter { id, title: title?, quantity: place, dim, unit, source: source? })
    }

    fn read_stages(&mut self, list: &Node<'_>) {
        let nodes = list.items();
        let mut read = Vec::new();
        for (i, node) in nodes.iter().enumerate() {
            read.extend(self.level(node, None, i + 1 == nodes.len(), &read));
        }
        if nodes.len() < 2 || nodes.len() > 16 {
            list.fail("out_of_range", "阶段应有 2 到 16 个", "there must be 2 to 16 stages", &[]);
        }
        let same = |a: &[Level], b: &[Level]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.id == b.id);
        let staged = |g: &(Group, Vec<Indicator>)| g.1.iter().any(is_staged);
        if self.groups.iter().any(staged) && !same(&self.stages, &read) {
            let ids: Vec<&str> = self.stages.iter().map(|s| s.id.as_str()).collect();
            list.fail(
                "stage_ids",
                "原方案按阶段给分，阶段的标识和顺序要保持：{0}",
                "the extended scheme gives points by stage, so the ids and their order must stay: {0}",
                &[(&ids.join(", ")).into()],
            );
        }
        self.stages = read;
    }

    fn classes(&mut self, node: &Node<'_>) -> Option<Classes> {
        node.object(&["title", "by", "list"], &[])?;
        let title = node.need("title").and_then(|n| n.text());
        let by = node.get("by");
        let list = node.need("list")?;
        let nodes = list.items();
        let mut read = Vec::new();
        for (i, n) in nodes.iter().enumerate() {
            read.extend(self.level(n, by.as_ref(), i + 1 == nodes.len(), &read));
        }
        if nodes.len() < 2 || nodes.len() > 16 {
            list.fail("out_of_range", "类别应有 2 到 16 个", "there must be 2 to 16 classes", &[]);
        }
        Some(Classes { title: title?, list: read })
    }

    /// A stage or a class; the last, and only the last, has no condition.
    fn level(&mut self, node: &Node<'_>, by: Option<&Node<'_>>, last: bool, before: &[Level]) -> Option<Level> {
        node.object(&["id", "title", "when", "source"], &[])?;
        let id = node.id();
        let title = node.need("title").and_then(|n| n.text());
        let source = self.source(node);
        let (mut field, mut when) = (None, None);
        match (node.get("when"), last) {
            // A formula that cannot be read is told; the level stays, so that its id is known.
            (Some(n), false) => match by {
                Some(by) => (field, when) = self.by_level(by, &n).unzip(),
                None => when = self.truth(&n),
            },
            (Some(n), true) => {
                n.fail("last", "最后一个不写条件，收下其余全部", "the last has no condition: it takes the rest", &[]);
            }
            (None, false) => {
                node.need("when");
            }
            (None, true) => {}
        }
        let id = id?;
        if before.iter().any(|l| l.id == id) {
            duplicate(node, &id);
        }
        Some(Level { id, title: title?, when, by: field, source: source? })
    }

    // ------------------------------------------------------------------------------------------------------- amounts

    /// `between` and `typical` of an object that may hold more.
    fn range(
        &self,
        node: &Node<'_>,
        read: &mut dyn FnMut(&Node<'_>) -> Option<Num>,
    ) -> Option<(Num, Num, Option<Num>)> {
        let between = node.need("between")?;
        let ends = between.items();
        let [a, b] = &ends[..] else {
            between.fail("bad_range", "要写成 [最低, 最高]", "write [lowest, highest]", &[]);
            return None;
        };
        let (lo, hi) = (read(a), read(b));
        let typical = match node.get("typical") {
            Some(n) => Some((read(&n)?, n)),
            None => None,
        };
        let (lo, hi) = (lo?, hi?);
        if lo >= hi {
            between.fail("bad_range", "最低要小于最高", "the lower end must be below the upper", &[]);
            return None;
        }
        if let Some((t, n)) = &typical
            && (*t < lo || *t > hi)
        {
            n.fail("out_of_range", "典型值不在范围内", "the typical value is outside the range", &[]);
        }
        Some((lo, hi, typical.map(|t| t.0)))
    }

    fn open(&mut self, lo: Num, hi: Num, typical: Option<Num>) -> QuantityId {
        let (id, title) = self.subject.clone();
        self.quantities.push(Quantity { id, title, lo, hi, typical });
        QuantityId::new(self.quantities.len() - 1)
    }

    /// A number, a range, or one of these a stage; `read` reads a number.
    fn amount(&mut self, node: &Node<'_>, read: &mut dyn FnMut(&Node<'_>) -> Option<Num>) -> Option<Amount> {
        if !matches!(node.json, Json::Object(_)) {
            return read(node).map(Amount::Exact);
        }
        if node.get("between").is_some() {
            node.object(&["between", "typical"], &[])?;
            let (lo, hi, typical) = self.range(node, read)?;
            return Some(Amount::Open(self.open(lo, hi, typical)));
        }
        if self.stages.is_empty() {
            node.fail(
                "wrong_type",
                "这里要数字，或 {\"between\": [最低, 最高]}；方案没有阶段",
                "a number or {\"between\": [lowest, highest]} is needed; the scheme has no stages",
                &[],
            );
            return None;
        }
        let ids: Vec<String> = self.stages.iter().map(|s| s.id.clone()).collect();
        node.object(&ids.iter().map(String::as_str).collect::<Vec<_>>(), &[])?;
        let mut each = Vec::new();
        for id in &ids {
            let Some(own) = node.need(id) else { continue };
            if matches!(own.json, Json::Object(_)) && own.get("between").is_none() {
                own.fail("wrong_type", "这里要数字或范围", "a number or a range is needed here", &[]);
                continue;
            }
            each.extend(self.amount(&own, read));
        }
        (each.len() == ids.len()).then_some(Amount::Staged(each))
    }

    /// Points, at most the maximum in each stage.
    fn points(&mut self, node: &Node<'_>, max: Option<&Amount>) -> Option<Amount> {
        let amount = self.amount(node, &mut |n| points(n, None))?;
        for stage in 0..self.stages.len().max(1) {
            let over = |max: &Amount| self.ends(&amount, stage).0 > self.ends(max, stage).1;
            let above = |max: &Amount| {
                // What is open may be capped by its maximum; what is exact may not exceed it.
                over(max) || (matches!(max, Amount::Exact(_)) && self.ends(&amount, stage).1 > self.ends(max, stage).1)
            };
            if max.is_some_and(above) {
                node.fail("above_max", "高于满分", "above the maximum", &[]);
                break;
            }
        }
        Some(amount)
    }

    /// The ends of an amount in a stage.
    fn ends(&self, amount: &Amount, stage: usize) -> (Num, Num) {
        ends(&self.quantities, amount, stage)
    }

    fn ties(&mut self, list: &Node<'_>, groups: &[Group], indicators: &[Indicator]) -> Vec<Tie> {
        let mut found: Vec<Tie> = Vec::new();
        for node in list.items() {
            if node.object(&["groups", "sum", "source"], &[]).is_none() {
                continue;
            }
            let sum = node.need("sum").and_then(|n| points(&n, None));
            let source = self.source(&node);
            let Some(ids) = node.need("groups") else { continue };
            let mut bound = Vec::new();
            for n in ids.items() {
                let Some(id) = n.string() else { continue };
                let Some(place) = groups.iter().position(|g| g.id == id) else {
                    n.fail("unknown_id", "没有“{0}”这一类", "there is no group \"{0}\"", &[id.into()]);
                    continue;
                };
                if bound.contains(&place) || found.iter().any(|t| t.groups.contains(&place)) {
                    duplicate(&n, id);
                }
                bound.push(place);
            }
            let (Some(sum), Some(source)) = (sum, source) else { continue };
            let tie = Tie { groups: bound, sum, source };
            if self.tie_holds(&node, &tie, groups, indicators) {
                found.push(tie);
            }
        }
        found
    }

    /// Whether the maxima can sum to what the tie says, and their typical values do.
    fn tie_holds(&self, node: &Node<'_>, tie: &Tie, groups: &[Group], indicators: &[Indicator]) -> bool {
        for stage in 0..self.stages.len().max(1) {
            let (mut lo, mut hi, mut typical) = (Num::ZERO, Num::ZERO, Some(Num::ZERO));
            for i in tie.groups.iter().flat_map(|&g| &indicators[groups[g].indicators.clone()]) {
                let (a, b) = self.ends(&i.max, stage);
                // Points have at most six decimals and are at most a million: their sum fits.
                lo = lo.add(a).unwrap_or(lo);
                hi = hi.add(b).unwrap_or(hi);
                let own = typical_of(&self.quantities, &i.max, stage);
                typical = typical.zip(own).and_then(|(a, b)| a.add(b));
            }
            let stage_name = self.stages.get(stage).map_or("", |s| &s.id);
            let texts = [lo, hi, typical.unwrap_or(tie.sum), tie.sum].map(|n| n.to_text(6));
            let parts = [(&texts[0]).into(), (&texts[1]).into(), (&texts[2]).into(), (&texts[3]).into()];
            if tie.sum < lo || tie.sum > hi {
                let parts = [&parts[..], &[stage_name.into()]].concat();
                node.fail(
                    "tie",
                    "满分之和在 {0} 到 {1} 之间，不可能是 {3} {4}",
                    "the maxima sum to between {0} and {1}, so not to {3} {4}",
                    &parts,
                );
                return false;
            }
            if typical.is_some_and(|t| t != tie.sum) {
                let parts = [&parts[..], &[stage_name.into()]].concat();
                node.fail(
                    "tie",
                    "满分的典型值之和是 {2}，应为 {3} {4}",
                    "the typical maxima sum to {2}, not to {3} {4}",
                    &parts,
                );
                return false;
            }
        }
        true
    }

    /// Compiles a formula that must give a truth, or a number.
    pub fn formula(&mut self, node: &Node<'_>, points: Option<&[String]>, truth: bool) -> Option<(ExprId, Type)> {
        let known: Vec<_> = self.parameters.iter().map(|p| (p.id.clone(), p.quantity, p.dim)).collect();
        let names = Names { dictionary: self.dictionary, points, quantities: &known, ask: self.ask };
        match compile(node.string()?, &names, &mut self.program) {
            Ok(found) if (found.1 == Type::Truth) == truth => return Some(found),
            Ok(_) if truth => node.fail(
                "wrong_type",
                "这里要是非判断，例如 revenue <= 2亿元",
                "a yes or no is needed here, such as revenue <= 2亿元",
                &[],
            ),
            Ok(_) => node.fail(
                "wrong_type",
                "这里要数字，例如 rd_expense / revenue",
                "a number is needed here, such as rd_expense / revenue",
                &[],
            ),
            Err(p) => node.note(*p),
        }
        None
    }

    pub fn truth(&mut self, node: &Node<'_>) -> Option<ExprId> {
        self.formula(node, None, true).map(|f| f.0)
    }

    pub fn source(&self, node: &Node<'_>) -> Option<Source> {
        let node = node.need("source")?;
        node.object(&["document", "article", "standing", "seen", "note"], &[])?;
        let document = node.get("document").and_then(|n| n.string().map(str::to_string));
        let article = node.text_of("article");
        let standing = node.need("standing").and_then(|n| match n.string()? {
            "official" => Some(Standing::Official),
            "reported" => Some(Standing::Reported),
            "estimate" => Some(Standing::Estimate),
            other => {
                n.fail(
                    "bad_standing",
                    "没有“{0}”，可用：official、reported、estimate",
                    "no \"{0}\"; there are official, reported, estimate",
                    &[other.into()],
                );
                None
            }
        });
        let mut seen = Vec::new();
        if let Some(list) = node.get("seen") {
            for n in list.items() {
                seen.extend(n.string().map(str::to_string));
            }
        }
        let note = node.get("note").and_then(|n| n.text());
        let document = document.unwrap_or_else(|| self.document.clone());
        Some(Source { document, article: article?, standing: standing?, seen, note })
    }

    /// A list of gates or of direct routes.
    fn conditions(&mut self, list: &Node<'_>) -> Vec<Condition> {
        let mut found: Vec<Condition> = Vec::new();
        for node in list.items() {
            let Some(condition) = self.condition(&node, &[]) else {
                continue;
            };
            if found.iter().any(|c| c.id == condition.id) {
                duplicate(&node, &condition.id);
            }
            found.push(condition);
        }
        found
    }

    /// A condition; `more` are the members that may stand beside its own.
    pub fn condition(&mut self, node: &Node<'_>, more: &[&str]) -> Option<Condition> {
        node.object(&["id", "title", "by", "when", "source"], more)?;
        let id = node.id();
        let title = node.need("title").and_then(|n| n.text());
        let source = self.source(node);
        let when_node = node.need("when")?;
        let (by, when) = match node.get("by") {
            Some(by) => {
                let (field, when) = self.by_level(&by, &when_node)?;
                (Some(field), when)
            }
            None => (None, self.truth(&when_node)?),
        };
        Some(Condition { id: id?, title: title?, when, by, source: source? })
    }

    /// The choice field that a node names, and its levels.
    fn choice_field(&self, node: &Node<'_>) -> Option<(FieldId, Vec<&'static str>)> {
        let id = node.string()?;
        let found = self.dictionary.find(id);
        match found.map(|f| (f, &self.dictionary.fields[f].kind)) {
            Some((f, Kind::Choice(levels))) => Some((f, levels.iter().map(|l| l.id).collect())),
            _ => {
                node.fail("unknown_field", "没有选项字段“{0}”", "no choice field \"{0}\"", &[id.into()]);
                None
            }
        }
    }

    /// One formula for each level of a choice, as a chain of ifs. The last level is the final else, so that an unknown
    /// level is certain exactly where all formulas agree.
    fn by_level(&mut self, by: &Node<'_>, when: &Node<'_>) -> Option<(FieldId, ExprId)> {
        let (field, levels) = self.choice_field(by)?;
        when.object(&levels, &[])?;
        let mut formulas = Vec::new();
        for id in &levels {
            formulas.push(when.need(id).and_then(|n| self.truth(&n)));
        }
        let mut chain: Option<ExprId> = None;
        for (level, formula) in formulas.into_iter().enumerate().rev() {
            let at = formula?;
            chain = Some(match chain {
                None => at,
                Some(rest) => {
                    let test = self.program.push(Instr::Level(field, level));
                    self.program.push(Instr::If(test, at, rest))
                }
            });
        }
        Some((field, chain?))
    }

    /// A group: a new one, or what this file changes of one of the extended scheme.
    fn group(&mut self, node: &Node<'_>) {
        if node.object(&["id", "title", "kind", "max", "capped", "floor", "indicators", "source"], &[]).is_none() {
            return;
        }
        let id = node.id();
        let place = id.as_ref().and_then(|id| self.groups.iter().position(|g| g.0.id == *id));
        let written = self.is_written(node, id.as_deref());
        let (old, mut own) = match place.filter(|_| !written) {
            Some(place) => {
                let (group, own) = self.groups.remove(place);
                (Some(group), own)
            }
            None => (None, Vec::new()),
        };
        let title = node.get("title").and_then(|n| n.text());
        let kind = node.get("kind").map(|n| group_kind(&n));
        let max = node.get("max").map(|n| points(&n, None));
        // Only a check asks for it.
        node.get("capped").map(|n| n.bool());
        let floor = node.get("floor").map(|n| points(&n, max.flatten()));
        let source = node.get("source").and_then(|_| self.source(node));
        if let Some(list) = node.get("indicators") {
            let nodes = list.items();
            if nodes.is_empty() && old.is_none() {
                list.fail("missing", "至少要有一个指标", "at least one indicator is needed", &[]);
            }
            for node in &nodes {
                self.indicator(node, &mut own);
            }
        } else if old.is_none() {
            node.need("indicators");
        }
        let group = match old {
            Some(old) => Some(Group {
                id: old.id,
                title: title.unwrap_or(old.title),
                kind: kind.flatten().unwrap_or(old.kind),
                max: max.unwrap_or(old.max),
                floor: floor.unwrap_or(old.floor),
                indicators: 0..0,
                source: source.unwrap_or(old.source),
            }),
            None => {
                let (title_there, source_there) = (node.need("title").is_some(), node.need("source").is_some());
                match (id, title, source) {
                    (Some(id), Some(title), Some(source)) if title_there && source_there => Some(Group {
                        id,
                        title,
                        kind: kind.unwrap_or(Some(GroupKind::Plain)).unwrap_or(GroupKind::Plain),
                        max: max.flatten(),
                        floor: floor.flatten(),
                        indicators: 0..0,
                        source,
                    }),
                    _ => None,
                }
            }
        };
        if let Some(group) = group {
            let place = place.unwrap_or(self.groups.len()).min(self.groups.len());
            self.groups.insert(place, (group, own));
        }
    }

    /// Notes an id of this file; whether it stood there before, which is a mistake.
    fn is_written(&mut self, node: &Node<'_>, id: Option<&str>) -> bool {
        let Some(id) = id else { return false };
        let twice = self.written.iter().any(|known| known == id);
        if twice {
            duplicate(node, id);
        }
        self.written.push(id.to_string());
        twice
    }

    /// An indicator of the group that is being read: a new one, or what this file changes of one.
    fn indicator(&mut self, node: &Node<'_>, own: &mut Vec<Indicator>) {
        if node.object(&["id", "title", "max", "source"], &RULE_KEYS).is_none() {
            return;
        }
        let id = node.id();
        let written = self.is_written(node, id.as_deref());
        let place = id.as_ref().and_then(|id| own.iter().position(|i| i.id == *id)).filter(|_| !written);
        if let (None, Some(id), false) = (place, &id, written)
            && self.groups.iter().any(|g| g.0.id == *id || g.1.iter().any(|i| i.id == *id))
        {
            duplicate(node, id);
        }
        let old = place.map(|place| own.remove(place));
        let title = node.get("title").and_then(|n| n.text());
        let named = title.clone().or_else(|| old.as_ref().map(|o| o.title.clone()));
        self.subject = (id.clone().unwrap_or_default(), named.unwrap_or_default());
        let max = node.get("max").map(|n| self.points(&n, None));
        let source = node.get("source").map(|_| self.source(node));
        let has_rule = RULE_KEYS.iter().any(|key| node.json.get(key).is_some());
        let indicator = match old {
            Some(old) => {
                let max = max.unwrap_or(Some(old.max));
                let rule = match has_rule {
                    true => self.rule(node, max.as_ref(), false),
                    false => Some(old.rule),
                };
                let (Some(max), Some(rule)) = (max, rule) else { return };
                Indicator {
                    id: old.id,
                    title: title.unwrap_or(old.title),
                    group: 0,
                    max,
                    rule,
                    source: source.flatten().unwrap_or(old.source),
                }
            }
            None => {
                for key in ["title", "max", "source"] {
                    node.need(key);
                }
                let max = max.flatten();
                let rule = self.rule(node, max.as_ref(), false);
                let (Some(id), Some(title), Some(max), Some(rule), Some(Some(source))) = (id, title, max, rule, source)
                else {
                    return;
                };
                Indicator { id, title, group: 0, max, rule, source }
            }
        };
        own.insert(place.unwrap_or(own.len()), indicator);
    }

    /// The one rule that an object holds.
    fn rule(&mut self, node: &Node<'_>, max: Option<&Amount>, nested: bool) -> Option<Rule> {
        let mut kinds = RULES.iter().filter(|(kind, _)| node.json.get(kind).is_some());
        let (Some((kind, allowed)), None) = (kinds.next(), kinds.next()) else {
            node.fail(
                "one_rule",
                "要有且只有一种规则：bands、curve、per_unit、reference、choice、flag、judged、rank、best_of",
                "exactly one rule is needed: bands, curve, per_unit, reference, choice, flag, judged, rank, best_of",
                &[],
            );
            return None;
        };
        for key in RULE_KEYS.iter().filter(|key| !allowed.contains(key)) {
            if let Some(member) = node.get(key) {
                let parts = [(*kind).into(), (*key).into()];
                member.fail("unknown_key", "规则“{0}”没有“{1}”", "the rule \"{0}\" has no \"{1}\"", &parts);
            }
        }
        let otherwise = node.get("otherwise").map_or(Some(Num::ZERO), |n| points(&n, exact(max)));
        let body = node.get(kind)?;
        match *kind {
            "bands" => {
                let (formula, dim) = self.measured(node)?;
                self.bands(&body, formula, dim, otherwise?, max)
            }
            "curve" => {
                let (formula, dim) = self.measured(node)?;
                curve(&body, formula, dim, exact(max))
            }
            "per_unit" => {
                let (formula, dim) = self.measured(node)?;
                body.object(&["points", "per", "whole"], &[])?;
                let each = body.need("points").and_then(|n| self.points(&n, None));
                let per_node = body.need("per")?;
                let (per, unit, _) = edge(&per_node, dim)?;
                if per <= Num::ZERO {
                    per_node.fail("out_of_range", "要大于 0", "must be above 0", &[]);
                    return None;
                }
                let whole = body.get("whole").map_or(Some(true), |n| n.bool());
                Some(Rule::PerUnit(PerUnit { value: Measure { formula, unit }, points: each?, per, whole: whole? }))
            }
            "choice" => {
                let (field, levels) = self.choice_field(&body)?;
                let given = node.need("points")?;
                given.object(&levels, &[])?;
                let otherwise = otherwise?;
                let mut each = Vec::new();
                for id in &levels {
                    each.push(match given.get(id) {
                        Some(n) => self.points(&n, max)?,
                        None => Amount::Exact(otherwise),
                    });
                }
                Some(Rule::Choice(Choice { field, points: each }))
            }
            "flag" => {
                let when = self.truth(&body);
                // All of them, where nothing else is said.
                let earned = match node.get("points") {
                    Some(n) => self.points(&n, max),
                    None => max.cloned(),
                };
                Some(Rule::Flag(Flag { when: when?, points: earned?, otherwise: otherwise? }))
            }
            "reference" => {
                let (formula, dim) = self.measured(node)?;
                let mut unit = None;
                let reference = self.amount(&body, &mut |n| {
                    let (value, own, _) = edge(n, dim)?;
                    unit.get_or_insert(own);
                    if value <= Num::ZERO {
                        n.fail("out_of_range", "要大于 0", "must be above 0", &[]);
                        return None;
                    }
                    Some(value)
                })?;
                Some(Rule::Reference(Reference { value: Measure { formula, unit: unit? }, reference }))
            }
            "judged" => self.judged(&body, max),
            "rank" => {
                if nested {
                    body.fail("nested", "best_of 中不能有 rank", "rank cannot stand within best_of", &[]);
                    return None;
                }
                let (formula, dim) = self.measured(node)?;
                self.rank(&body, formula, dim, otherwise?, max)
            }
            _ => {
                if nested {
                    body.fail("nested", "best_of 不能再套 best_of", "best_of cannot stand within best_of", &[]);
                    return None;
                }
                let nodes = body.items();
                if nodes.is_empty() {
                    body.fail("missing", "至少要有一种规则", "at least one rule is needed", &[]);
                }
                let mut read = Vec::new();
                for n in &nodes {
                    read.extend(self.alternative(n, max));
                }
                (read.len() == nodes.len()).then_some(Rule::BestOf(BestOf { list: read }))
            }
        }
    }

    fn alternative(&mut self, node: &Node<'_>, max: Option<&Amount>) -> Option<Alternative> {
        node.object(&["title", "source"], &RULE_KEYS)?;
        let title = node.get("title").and_then(|n| n.text());
        let source = node.get("source").and_then(|_| self.source(node));
        Some(Alternative { title, rule: self.rule(node, max, true)?, source })
    }

    fn measured(&mut self, node: &Node<'_>) -> Option<(ExprId, Dim)> {
        match node.need("value").and_then(|n| self.formula(&n, None, false))? {
            (at, Type::Number(dim)) => Some((at, dim)),
            _ => None,
        }
    }

    fn pass(&mut self, node: &Node<'_>, point_ids: &[String]) -> Option<Pass> {
        node.object(&["when", "or", "source"], &[])?;
        let when = node.get("when").map(|n| self.formula(&n, Some(point_ids), true));
        let source = self.source(node);
        let or = node.get("or").map(|n| self.conditions(&n)).unwrap_or_default();
        let when = match when {
            Some(found) => Some(found?.0),
            None => None,
        };
        Some(Pass { when, or, source: source? })
    }

    fn judged(&mut self, node: &Node<'_>, max: Option<&Amount>) -> Option<Rule> {
        if matches!(node.json, Json::String(word) if word == "any") {
            let points = Amount::Open(self.open(Num::ZERO, Num::ONE, None));
            return Some(Rule::Judged(Judged { points, share: true }));
        }
        // A share of the maximum, for a rule of which not even the shape is known.
        let percent = |n: &Node<'_>| matches!(n.json, Json::String(t) if t.ends_with('%'));
        if percent(node) || node.get("between").is_some_and(|n| n.items().iter().any(percent)) {
            let points = self.amount(node, &mut |n| {
                let (share, _, _) = edge(n, Dim::NONE)?;
                if share < Num::ZERO || share > Num::ONE {
                    n.fail("out_of_range", "应在 0% 到 100% 之间", "must be from 0% to 100%", &[]);
                }
                Some(share)
            })?;
            return Some(Rule::Judged(Judged { points, share: true }));
        }
        Some(Rule::Judged(Judged { points: self.points(node, max)?, share: false }))
    }

    fn rank(
        &mut self,
        node: &Node<'_>,
        formula: ExprId,
        dim: Dim,
        otherwise: Num,
        max: Option<&Amount>,
    ) -> Option<Rule> {
        node.object(&["within", "top"], &[])?;
        let within = node.need("within").and_then(|n| match n.string()? {
            "stage" if !self.stages.is_empty() => Some(true),
            "table" => Some(false),
            _ => {
                n.fail(
                    "wrong_type",
                    "这里写 \"table\"，方案有阶段时也可写 \"stage\"",
                    "write \"table\", or \"stage\" where the scheme has stages",
                    &[],
                );
                None
            }
        });
        let list = node.need("top")?;
        let mut top: Vec<(Num, Num)> = Vec::new();
        for n in list.items() {
            n.object(&["share", "points"], &[])?;
            let share_node = n.need("share")?;
            let (share, _, _) = edge(&share_node, Dim::NONE)?;
            let earned = n.need("points").and_then(|n| points(&n, exact(max)))?;
            if share <= Num::ZERO || share > Num::ONE {
                share_node.fail("out_of_range", "应在 0% 到 100% 之间", "must be from 0% to 100%", &[]);
            }
            if top.last().is_some_and(|last| last.0 >= share || last.1 <= earned) {
                n.fail(
                    "band_order",
                    "比例要递增，分值要递减",
                    "shares must rise and points fall from step to step",
                    &[],
                );
            }
            top.push((share, earned));
        }
        let most = top.first().map(|t| t.1);
        let least = match top.last() {
            Some(last) if last.0 == Num::ONE => last.1,
            _ => otherwise,
        };
        let Some(most) = most.filter(|most| *most > least) else {
            list.fail("band_order", "最高的一档要高于其余", "the best step must give more than the rest", &[]);
            return None;
        };
        let points = Amount::Open(self.open(least, most, None));
        let unit = natural_unit(dim).to_string();
        Some(Rule::Rank(Rank { value: Measure { formula, unit }, within_stage: within?, top, otherwise, points }))
    }

    fn bands(
        &mut self,
        list: &Node<'_>,
        formula: ExprId,
        dim: Dim,
        otherwise: Num,
        max: Option<&Amount>,
    ) -> Option<Rule> {
        let nodes = list.items();
        let mut bands: Vec<Band> = Vec::new();
        let mut unit = None;
        for node in &nodes {
            node.object(&["from", "above", "to", "below", "points"], &[])?;
            let lo = band_edge(node, "from", "above", dim, &mut unit);
            let hi = band_edge(node, "to", "below", dim, &mut unit);
            let points = node.need("points").and_then(|n| self.points(&n, max));
            let (lo, hi) = (lo?, hi?);
            if lo.is_none() && hi.is_none() {
                node.fail(
                    "missing",
                    "这一档没有界线：from、above、to、below",
                    "this band has no edge: from, above, to, below",
                    &[],
                );
                return None;
            }
            bands.push(Band { lo, hi, points: points? });
        }
        if bands.is_empty() {
            list.fail("missing", "至少要有一档", "at least one band is needed", &[]);
            return None;
        }
        let direction = match (bands.iter().all(|b| b.hi.is_none()), bands.iter().all(|b| b.lo.is_none())) {
            (true, _) => Direction::Rising,
            (_, true) => Direction::Falling,
            _ => Direction::Between,
        };
        for (i, node) in nodes.iter().enumerate() {
            let here = &bands[i];
            let stages = 0..self.stages.len().max(1);
            let falls = |stage: usize| {
                let here = self.ends(&here.points, stage);
                let next = bands.get(i + 1).map_or((otherwise, otherwise), |next| self.ends(&next.points, stage));
                // Estimates may overlap.
                if here.0 == here.1 && next.0 == next.1 { here.0 > next.0 } else { here.1 > next.0 }
            };
            if direction != Direction::Between && !stages.into_iter().all(falls) {
                node.fail(
                    "band_order",
                    "分值要逐档递减，最好的一档在前",
                    "points must fall from band to band, the best first",
                    &[],
                );
            }
            let before = i.checked_sub(1).map(|i| &bands[i]);
            let edges =
                |pick: fn(&Band) -> &Option<Edge>| before.and_then(|b| pick(b).as_ref().zip(pick(here).as_ref()));
            let in_order = match direction {
                Direction::Rising => edges(|b| &b.lo).is_none_or(|(b, h)| (h.at, !h.inclusive) < (b.at, !b.inclusive)),
                Direction::Falling => edges(|b| &b.hi).is_none_or(|(b, h)| (b.at, b.inclusive) < (h.at, h.inclusive)),
                Direction::Between => {
                    !is_empty(&here.lo, &here.hi)
                        && bands[..i].iter().all(|b| is_empty(&b.lo, &here.hi) || is_empty(&here.lo, &b.hi))
                }
            };
            if !in_order {
                node.fail(
                    "band_order",
                    "界线顺序不对或与前面的档重叠，最好的一档在前",
                    "the edges are out of order or overlap an earlier band; the best band stands first",
                    &[],
                );
            }
        }
        // Each open side ends where the better neighbour begins.
        let flipped = |e: &Option<Edge>| e.as_ref().map(Edge::flipped);
        for i in 1..bands.len() {
            match direction {
                Direction::Rising => bands[i].hi = flipped(&bands[i - 1].lo),
                Direction::Falling => bands[i].lo = flipped(&bands[i - 1].hi),
                Direction::Between => {}
            }
        }
        Some(Rule::Bands(Bands {
            value: Measure { formula, unit: unit.unwrap_or_default() },
            direction,
            bands,
            otherwise,
        }))
    }
}

/// The members that make a rule.
pub(super) const RULE_KEYS: [&str; 12] = [
    "value",
    "bands",
    "curve",
    "per_unit",
    "reference",
    "choice",
    "flag",
    "judged",
    "rank",
    "best_of",
    "points",
    "otherwise",
];

/// The kinds of rules, each with its members.
pub(super) const RULES: [(&str, &[&str]); 9] = [
    ("bands", &["value", "bands", "otherwise"]),
    ("curve", &["value", "curve"]),
    ("per_unit", &["value", "per_unit"]),
    ("reference", &["value", "reference"]),
    ("judged", &["judged"]),
    ("rank", &["value", "rank", "otherwise"]),
    ("choice", &["choice", "points", "otherwise"]),
    ("flag", &["flag", "points", "otherwise"]),
    ("best_of", &["best_of"]),
];

/// Told at the later of the two.
pub(crate) fn duplicate(node: &Node<'_>, id: &str) {
    node.fail("duplicate", "标识“{0}”前面已有", "the id \"{0}\" stood before", &[id.into()]);
}

/// One edge of a band, by either of its names. The outer `None` is a mistake, the inner one an open side.
fn band_edge(
    node: &Node<'_>,
    inclusive: &str,
    exclusive: &str,
    dim: Dim,
    unit: &mut Option<String>,
) -> Option<Option<Edge>> {
    let (found, is_inclusive) = match (node.get(inclusive), node.get(exclusive)) {
        (None, None) => return Some(None),
        (Some(n), None) => (edge(&n, dim), true),
        (None, Some(n)) => (edge(&n, dim), false),
        (Some(_), Some(_)) => {
            let parts = [inclusive.into(), exclusive.into()];
            node.fail("one_edge", "“{0}”和“{1}”只能写一个", "write either \"{0}\" or \"{1}\"", &parts);
            return None;
        }
    };
    let (at, edge_unit, text) = found?;
    unit.get_or_insert(edge_unit);
    Some(Some(Edge { at, inclusive: is_inclusive, text }))
}

/// Whether nothing lies between two edges.
fn is_empty(lo: &Option<Edge>, hi: &Option<Edge>) -> bool {
    match (lo, hi) {
        (Some(lo), Some(hi)) => lo.at > hi.at || (lo.at == hi.at && !(lo.inclusive && hi.inclusive)),
        _ => false,
    }
}

fn curve(list: &Node<'_>, formula: ExprId, dim: Dim, max: Option<Num>) -> Option<Rule> {
    let mut corners: Vec<(Num, Num)> = Vec::new();
    let mut unit = None;
    for node in list.items() {
        node.object(&["at", "points"], &[])?;
        let at = node.need("at").and_then(|n| edge(&n, dim));
        let points = node.need("points").and_then(|n| points(&n, max));
        let (at, edge_unit, _) = at?;
        unit.get_or_insert(edge_unit);
        if corners.last().is_some_and(|last| last.0 >= at) {
            node.fail("band_order", "折线的点要从小到大", "the points of a curve must rise", &[]);
            return None;
        }
        corners.push((at, points?));
    }
    if corners.len() < 2 {
        list.fail("missing", "折线至少要有两个点", "a curve needs at least two points", &[]);
        return None;
    }
    Some(Rule::Curve(Curve { value: Measure { formula, unit: unit.unwrap_or_default() }, corners }))
}

/// The scheme that one extends.
fn extended(node: &Node<'_>, find: &dyn Fn(&str) -> Option<Scheme>) -> Option<Scheme> {
    let id = node.string()?;
    let found = find(id);
    if found.is_none() {
        node.fail("unknown_scheme", "找不到要扩展的方案“{0}”", "there is no scheme \"{0}\" to extend", &[id.into()]);
    }
    found
}

/// What an extension takes over where it writes nothing itself.
#[derive(Default)]
struct Inherited {
    classes: Option<Classes>,
    gates: Vec<Condition>,
    pass: Option<Pass>,
    point_ids: Vec<String>,
    ties: Vec<(Vec<String>, Num, Source)>,
}

/// The number that an amount is, if it is one in every stage.
fn exact(amount: Option<&Amount>) -> Option<Num> {
    match amount {
        Some(Amount::Exact(n)) => Some(*n),
        _ => None,
    }
}

/// The ends of an amount in a stage.
fn ends(quantities: &[Quantity], amount: &Amount, stage: usize) -> (Num, Num) {
    match amount {
        Amount::Exact(n) => (*n, *n),
        Amount::Open(q) => (quantities[*q].lo, quantities[*q].hi),
        Amount::Staged(each) => ends(quantities, &each[stage], stage),
    }
}

/// Its typical value in a stage, where it has one or is exact.
fn typical_of(quantities: &[Quantity], amount: &Amount, stage: usize) -> Option<Num> {
    match amount {
        Amount::Exact(n) => Some(*n),
        Amount::Open(q) => quantities[*q].typical,
        Amount::Staged(each) => typical_of(quantities, &each[stage], stage),
    }
}

/// Every amount of an indicator.
fn amounts(indicator: &Indicator) -> Vec<&Amount> {
    let mut found = vec![&indicator.max];
    indicator.rule.amounts(&mut |amount, _| found.push(amount));
    found
}

fn is_staged(indicator: &Indicator) -> bool {
    amounts(indicator).iter().any(|a| matches!(a, Amount::Staged(_)))
}

/// Whether a formula of the scheme calls this named number. Those that an extension has replaced are no longer of it.
fn is_called(s: &Compiled, quantity: QuantityId) -> bool {
    let calls = |at: ExprId| s.program.reads(at, Unknown::Quantity(quantity));
    s.stages.iter().chain(s.classes.iter().flat_map(|c| &c.list)).filter_map(|l| l.when).any(calls)
        || s.gates.iter().chain(s.pass.iter().flat_map(|p| &p.or)).any(|c| calls(c.when))
        || s.pass.as_ref().and_then(|p| p.when).is_some_and(calls)
        || s.indicators.iter().any(|i| i.rule.formulas().into_iter().any(calls))
}

/// What an extension has replaced is no longer open.
fn forget_unused(s: &mut Compiled) {
    let mut used = vec![false; s.quantities.len()];
    for p in &s.parameters {
        used[p.quantity] = is_called(s, p.quantity);
    }
    for indicator in &s.indicators {
        amounts(indicator).into_iter().for_each(|a| a.visit(&mut |q| used[q] = true));
    }
    for (q, used) in s.quantities.iter_mut().zip(used) {
        if !used {
            (q.hi, q.typical) = (q.lo, None);
        }
    }
}

/// The most points there can be, in the stage that gives most.
fn most_points(s: &Compiled) -> Option<Num> {
    let mut most = Num::ZERO;
    for stage in 0..s.stages.len().max(1) {
        let of_group = |g: &Group| {
            let mut sum = Num::ZERO;
            for i in &s.indicators[g.indicators.clone()] {
                sum = sum.add(ends(&s.quantities, &i.max, stage).1)?;
            }
            Some(g.max.unwrap_or(sum))
        };
        let mut total = Num::ZERO;
        for (place, g) in s.groups.iter().enumerate() {
            if g.kind != GroupKind::Deduction && !s.ties.iter().any(|t| t.groups.contains(&place)) {
                total = total.add(of_group(g)?)?;
            }
        }
        for tie in &s.ties {
            let mut own = Num::ZERO;
            for &g in tie.groups.iter().filter(|&&g| s.groups[g].kind != GroupKind::Deduction) {
                own = own.add(of_group(&s.groups[g])?)?;
            }
            total = total.add(own.min(tie.sum))?;
        }
        most = most.max(total);
    }
    Some(most)
}

fn group_kind(node: &Node<'_>) -> Option<GroupKind> {
    match node.string()? {
        "plain" => Some(GroupKind::Plain),
        "bonus" => Some(GroupKind::Bonus),
        "deduction" => Some(GroupKind::Deduction),
        other => {
            node.fail(
                "bad_kind",
                "没有“{0}”，可用：plain、bonus、deduction",
                "no \"{0}\"; there are plain, bonus, deduction",
                &[other.into()],
            );
            None
        }
    }
}

/// The unit that a measure is shown in where no edge says one.
fn natural_unit(dim: Dim) -> &'static str {
    match dim {
        Dim::MONEY => "万元",
        Dim::PEOPLE => "人",
        Dim::PIECES => "件",
        Dim::YEARS => "年",
        _ => "",
    }
}

/// A number with its unit, whatever that is.
fn quantity(node: &Node<'_>) -> Option<(Num, Dim, String)> {
    let (Json::String(text) | Json::Number(text)) = node.json else {
        node.string()?;
        return None;
    };
    let Some((value, dim)) = parse_literal(text) else {
        not_a_quantity(node, text);
        return None;
    };
    Some((value, dim, unit_of(text.trim()).to_string()))
}

fn not_a_quantity(node: &Node<'_>, text: &str) {
    node.fail(
        "bad_number",
        "“{0}”不是带单位的数字，例如 15%、4件、500万元",
        "\"{0}\" is not a number with a unit, such as 15%, 4件, 500万元",
        &[text.into()],
    );
}

pub(crate) fn clash(node: &Node<'_>, wanted: Dim, found: Dim) {
    node.fail(
        "unit_clash",
        "公式的结果是{0}，这里写的是{1}",
        "the formula gives {0}, but this is {1}",
        &[(&wanted.name()).into(), (&found.name()).into()],
    );
}

fn unit_of(text: &str) -> &str {
    let at = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(text.len());
    split(text, at).1.trim()
}

/// The first and the last day in force; the first is not before that of the scheme that is extended.
pub(crate) fn effective(node: &Node<'_>, base: Option<Date>) -> Option<(Date, Option<Date>)> {
    node.object(&["from", "to", "beside"], &[])?;
    // Versions of its family that are in force at the same time: only a check asks for them.
    for id in node.get("beside").iter().flat_map(Node::items) {
        id.identifier();
    }
    let day = |n: Node<'_>| {
        let text = n.string()?;
        let day = read::day(text);
        if day.is_none() {
            n.fail("bad_date", "“{0}”不是日期", "\"{0}\" is not a date", &[text.into()]);
        }
        day
    };
    let from = node.need("from").and_then(day);
    if let Some(base) = base
        && from.is_some_and(|from| from < base)
        && let Some(node) = node.get("from")
    {
        let day = base.to_text();
        node.fail(
            "before_base",
            "早于所扩展的方案施行的 {0}",
            "before the scheme that it extends is in force, from {0}",
            &[(&day).into()],
        );
    }
    let to = node.get("to").map(day);
    if from.zip(to.flatten()).is_some_and(|(from, to)| to < from) {
        node.fail("date_order", "结束早于开始", "it ends before it begins", &[]);
    }
    Some((from?, to.flatten()))
}

fn precision(node: &Node<'_>) -> Option<u32> {
    let n = node.number()?;
    let found = (0..=6u32).find(|&p| Num::int(i64::from(p)) == n);
    if found.is_none() {
        node.fail("out_of_range", "小数位数应为 0 到 6", "decimals must be from 0 to 6", &[]);
    }
    found
}

/// Points: not negative, at most the maximum, and at most a million so that sums of them cannot overflow.
fn points(node: &Node<'_>, max: Option<Num>) -> Option<Num> {
    let n = node.number()?;
    if n.is_negative() || n > Num::int(1_000_000) || n.round(6) != n {
        node.fail(
            "out_of_range",
            "分值应在 0 到 1,000,000 之间，至多 6 位小数",
            "points must be from 0 to 1,000,000 with at most 6 decimals",
            &[],
        );
        return None;
    }
    if max.is_some_and(|max| n > max) {
        node.fail("above_max", "高于满分", "above the maximum", &[]);
    }
    Some(n)
}

/// An edge or a step: its value, unit name and text; checked against what the formula measures.
fn edge(node: &Node<'_>, wanted: Dim) -> Option<(Num, String, String)> {
    let text = match node.json {
        Json::String(s) | Json::Number(s) => s.trim(),
        _ => node.string()?,
    };
    let Some((value, dim)) = parse_literal(text) else {
        not_a_quantity(node, text);
        return None;
    };
    if dim != wanted {
        clash(node, wanted, dim);
        return None;
    }
    Some((value, unit_of(text).to_string(), text.to_string()))
}

impl Scheme {
    /// The weakest standing of all that it still uses: an official scheme may hold numbers that are only reported.
    pub fn standing(&self) -> Standing {
        standing(self)
    }
}

fn standing(s: &Compiled) -> Standing {
    let parameters = s.parameters.iter().filter(|p| is_called(s, p.quantity)).map(|p| &p.source);
    let conditions = s.gates.iter().chain(s.pass.iter().flat_map(|p| &p.or)).map(|c| &c.source);
    let levels = s.stages.iter().chain(s.classes.iter().flat_map(|c| &c.list)).map(|l| &l.source);
    let alternatives = s.indicators.iter().flat_map(|i| i.rule.kind().alternatives());
    let sources = (s.groups.iter().map(|g| &g.source))
        .chain(s.indicators.iter().map(|i| &i.source))
        .chain(alternatives.filter_map(|a| a.source.as_ref()))
        .chain(s.ties.iter().map(|t| &t.source))
        .chain(s.pass.iter().map(|p| &p.source))
        .chain(parameters)
        .chain(conditions)
        .chain(levels);
    // A typical value is an estimate, whatever its source says.
    let typical = s.quantities.iter().any(|q| q.typical.is_some()).then_some(Standing::Estimate);
    sources.map(|source| source.standing).chain(typical).max().unwrap_or(Standing::Official)
}

fn used_fields(s: &Compiled) -> Vec<FieldId> {
    let mut used = Vec::new();
    for gate in &s.gates {
        s.program.fields(gate.when, &mut used);
    }
    for level in s.stages.iter().chain(s.classes.iter().flat_map(|c| &c.list)) {
        level.when.into_iter().for_each(|at| s.program.fields(at, &mut used));
    }
    for indicator in &s.indicators {
        indicator.rule.named_fields(&s.program, &mut used);
    }
    if let Some(pass) = &s.pass {
        pass.when.into_iter().for_each(|at| s.program.fields(at, &mut used));
        for route in &pass.or {
            s.program.fields(route.when, &mut used);
        }
    }
    innopoints_core::score::in_order(&used)
}
