//! Tests of the whole step, on the documents of [`sample`].

mod form;
mod level;
mod sample;
mod shelf;
mod svg;
mod view_model;
