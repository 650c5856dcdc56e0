//! The guard: random schemes and companies, and the shipped ones, held to the oracle of `crates/oracle` on every path.
//! `INNOPOINTS_SCHEMES` draws more of them (or fewer), `INNOPOINTS_SEED` others. A failure is shrunk and printed as JSON.

mod agree;
mod bounds;
mod case;
mod improve;
mod mix;
mod points;
mod shipped;
