//! The names of a block: each defined once, before its use, and used.

use std::collections::BTreeSet;

use syn::Ident;
use syn::ext::IdentExt;

use super::build::Flow;
use crate::error::{self, Errors};
use crate::ops::{self, Kind, near};
use crate::parse::{Binding, Statement};

/// What the names stand for, as far as the block has been read.
pub(super) struct Names {
    defined: Vec<Definition>,
    /// Every name of the block, also those to come.
    all: BTreeSet<Ident>,
}

struct Definition {
    name: Ident,
    flow: Flow,
    /// It names a branch of a `split`.
    is_branch: bool,
    used: bool,
}

impl Names {
    /// The names of the statements, none of them defined yet.
    pub(super) fn new(statements: &[Statement]) -> Self {
        let mut all = BTreeSet::new();
        for statement in statements {
            match &statement.binding {
                Some(Binding::Name(name)) => all.extend([name.unraw()]),
                Some(Binding::Branches(_, names)) => {
                    all.extend(names.iter().flatten().map(Ident::unraw));
                }
                Some(Binding::Refused) | None => {}
            }
        }
        Names { defined: Vec::new(), all }
    }

    /// Gives the name its stream.
    pub(super) fn define(&mut self, name: &Ident, flow: Flow, is_branch: bool, errors: &mut Errors) {
        let twice = self.find(name).is_some();
        if twice {
            errors.on(name, &error::TWICE, &[name]);
        }
        if let Some(first) = self.find(name) {
            (first.flow, first.used) = (Flow::Lost, true);
            return;
        }
        self.defined.push(Definition { name: name.clone(), flow, is_branch, used: errors.hides(name) });
    }

    /// The stream of the name where it is read.
    pub(super) fn read(&mut self, name: &Ident, errors: &mut Errors) -> Flow {
        if let Some(definition) = self.find(name) {
            definition.used = true;
            return definition.flow;
        }
        if !errors.hides(name) {
            self.refuse(name, errors);
            errors.hide(name);
        }
        Flow::Lost
    }

    /// Whether the block has a stream of the name, or had one that was refused.
    pub(super) fn knows(&self, name: &Ident, errors: &Errors) -> bool {
        self.all.contains(&name.unraw()) || errors.hides(name)
    }

    /// Whether the name is no stream's, none's that is nearly one, and no source's.
    pub(super) fn is_unknown(&self, name: &Ident, errors: &Errors) -> bool {
        let text = name.to_string();
        let near = || {
            near::nearest(
                &text,
                self.all.iter().map(ToString::to_string).collect::<Vec<_>>().iter().map(String::as_str),
            )
            .is_some()
        };
        !self.knows(name, errors) && ops::lookup(&text).is_none() && !near()
    }

    fn find(&mut self, name: &Ident) -> Option<&mut Definition> {
        let name = name.unraw();
        let mut defined = self.defined.iter_mut();
        defined.find(|definition| definition.name.unraw() == name)
    }

    fn refuse(&self, name: &Ident, errors: &mut Errors) {
        let text = name.to_string();
        let source = ops::lookup(&text).map(ops::spec);
        let names: Vec<_> = self.all.iter().map(ToString::to_string).collect();
        if self.all.contains(&name.unraw()) {
            errors.on(name, &error::EARLY, &[name, name]);
        } else if let Some(source) = source.filter(|row| row.kind == Kind::Source) {
            errors.on(name, &error::SOURCE_NOT_CALLED, &[name, &source.usage]);
        } else if let Some(near) = near::nearest(&text, names.iter().map(String::as_str)) {
            errors.on(name, &error::MISSPELT_STREAM, &[name, &near, name]);
        } else {
            errors.on(name, &error::UNKNOWN_STREAM, &[name, name, name]);
        }
    }

    /// Refuses the names that were never read.
    pub(super) fn refuse_unused(&self, errors: &mut Errors) {
        for definition in &self.defined {
            let Definition { name, flow, is_branch, used } = definition;
            if !used && !errors.hides(name) && !matches!(flow, Flow::Lost) {
                let message = match flow {
                    _ if *is_branch => &error::UNUSED_BRANCH,
                    Flow::Windowed(_) => &error::UNUSED_WINDOW,
                    _ => &error::UNUSED,
                };
                errors.on(name, message, &[name, name]);
            }
        }
    }
}
