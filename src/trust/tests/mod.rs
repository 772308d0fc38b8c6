//! The store as a whole: whom it believes, for what, and who has the last word.

mod grounds;
mod listed;
mod profiles;
mod providers;
mod revocation;
mod vicals;

use super::x509::testing::{
    Authority, Key, at, authority_params, params, signer_params, with_dates, with_extension,
};
use super::x509::tests::{ask, ask_store, es256, list, now, root};
use super::{Scope, TrustError, TrustGround, TrustStore};
use crate::cose::{Algorithm, Purpose};
use crate::id::DocType;
