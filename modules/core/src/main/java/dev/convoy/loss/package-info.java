/** Losses: what training makes small, and the gradient it starts from. */
package dev.convoy.loss;
