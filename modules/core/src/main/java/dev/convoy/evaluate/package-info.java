/** Evaluation of a model on a whole data set, distributed. */
package dev.convoy.evaluate;
