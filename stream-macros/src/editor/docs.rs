//! The texts of the operator table on the functions of the shadow types: the table is the one place that says them.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, File, ImplItem, Item, Type, parse_quote};

use crate::ops::{Kind, Spec, named_rows};

/// The items, each function and method that has an operator's name with the operator's text.
///
/// A name that stands in several places of the language is told by where it stands here: a function is a source or a window, a
/// method of `Windows` or `Several` is an aggregate or a word behind a window, any other method an operator or a sink.
pub(crate) fn documented(items: TokenStream) -> TokenStream {
    let mut file: File = match syn::parse2(items) {
        Ok(file) => file,
        Err(error) => return error.to_compile_error(),
    };
    for item in &mut file.items {
        match item {
            Item::Fn(function) => {
                function.attrs.extend(doc(&function.sig.ident, &[Kind::Source, Kind::Window]));
            }
            Item::Impl(block) => {
                let places = places(&block.self_ty);
                for item in &mut block.items {
                    if let ImplItem::Fn(method) = item {
                        method.attrs.extend(doc(&method.sig.ident, places));
                    }
                }
            }
            _ => {}
        }
    }
    file.into_token_stream()
}

/// Where the operators stand that are methods of the type.
fn places(of: &Type) -> &'static [Kind] {
    let name = match of {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    match name.as_deref() {
        Some("Windows" | "Several") => &[Kind::Aggregate, Kind::Windowing],
        _ => &[Kind::Operator, Kind::Sink, Kind::Windowing],
    }
}

/// The documentation of the row of that name in one of the places.
fn doc(name: &syn::Ident, places: &[Kind]) -> Option<Attribute> {
    let text = text(named_rows().find(|row| name == row.name && places.contains(&row.kind))?);
    Some(parse_quote!(#[doc = #text]))
}

/// What an editor shows of a row.
pub(crate) fn text(row: &Spec) -> String {
    let Spec { usage, doc, named, .. } = row;
    let mut text = format!("{doc}\n\n`{usage}`");
    if !named.is_empty() {
        let names: Vec<_> = named.iter().map(|(name, _)| format!("`{name}`")).collect();
        text += &format!("\n\nNamed arguments: {}.", names.join(", "));
    }
    if row.per_batch {
        text += "\n\nEach batch is on its own.";
    }
    text
}
