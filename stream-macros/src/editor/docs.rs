//! The texts of the operator table on the functions of the shadow types: the table is the one place that says them.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, File, ImplItem, Item, parse_quote};

use crate::ops::{Spec, named_rows};

/// The items, each function and method that has an operator's name with the operator's text.
pub(crate) fn documented(items: TokenStream) -> TokenStream {
    let mut file: File = match syn::parse2(items) {
        Ok(file) => file,
        Err(error) => return error.to_compile_error(),
    };
    for item in &mut file.items {
        match item {
            Item::Fn(function) => function.attrs.extend(doc(&function.sig.ident)),
            Item::Impl(block) => {
                for item in &mut block.items {
                    if let ImplItem::Fn(method) = item {
                        method.attrs.extend(doc(&method.sig.ident));
                    }
                }
            }
            _ => {}
        }
    }
    file.into_token_stream()
}

/// The documentation of the operator of that name.
fn doc(name: &syn::Ident) -> Option<Attribute> {
    let text = text(named_rows().find(|row| name == row.name)?);
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
