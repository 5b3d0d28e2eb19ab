/** Optimizers: pure functions whose state is kept outside, as a flat vector. */
package dev.convoy.optim;
