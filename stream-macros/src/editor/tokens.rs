//! Tokens to walk over, with a look ahead.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// The rest of the tokens.
pub(super) struct Tokens {
    /// From the last to the next.
    rest: Vec<TokenTree>,
}

impl Tokens {
    pub(super) fn new(tokens: TokenStream) -> Self {
        let mut rest: Vec<_> = tokens.into_iter().collect();
        rest.reverse();
        Tokens { rest }
    }

    pub(super) fn peek(&self) -> Option<&TokenTree> {
        self.rest.last()
    }

    pub(super) fn next(&mut self) -> Option<TokenTree> {
        self.rest.pop()
    }

    pub(super) fn put_back(&mut self, token: TokenTree) {
        self.rest.push(token);
    }

    /// Takes the next token if it is one of parentheses.
    pub(super) fn parenthesized(&mut self) -> Option<Group> {
        match self.rest.pop_if(|token| is_group(token, Delimiter::Parenthesis)) {
            Some(TokenTree::Group(group)) => Some(group),
            _ => None,
        }
    }

    /// Takes `::`, and what follows it up to the `>` of a `::<..>`.
    pub(super) fn path_part(&mut self) -> Option<TokenStream> {
        let [.., second, first] = self.rest.as_slice() else { return None };
        let joint = matches!(first, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint);
        if !(is_punct(first, ':') && joint && is_punct(second, ':')) {
            return None;
        }
        let mut part: TokenStream = self.next().into_iter().chain(self.next()).collect();
        match self.peek() {
            Some(open) if is_punct(open, '<') => part.extend(self.generics()),
            Some(TokenTree::Ident(_)) => part.extend(self.next()),
            _ => {}
        }
        Some(part)
    }

    /// Takes `<..>`; all that is left where it is not closed.
    pub(super) fn generics(&mut self) -> TokenStream {
        let mut depth = 0;
        let mut taken = TokenStream::new();
        let mut before = ' ';
        while let Some(token) = self.next() {
            let char = match &token {
                TokenTree::Punct(punct) => punct.as_char(),
                _ => ' ',
            };
            match char {
                '<' => depth += 1,
                '>' if before != '-' => depth -= 1,
                ';' => {
                    self.put_back(token);
                    return taken;
                }
                _ => {}
            }
            before = char;
            taken.extend([token]);
            if depth == 0 {
                break;
            }
        }
        taken
    }
}

pub(super) fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == name)
}

pub(super) fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

pub(super) fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}
