/** Losses, which training minimizes, and their gradients. */
package dev.convoy.loss;
