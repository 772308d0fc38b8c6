//! Tests of the whole step, on the documents of [`sample`].

mod form;
mod sample;
mod svg;
mod view_model;
