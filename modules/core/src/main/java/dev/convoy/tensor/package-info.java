/** Shapes of activations: what a layer consumes and produces for one example. */
package dev.convoy.tensor;
