/** Distributed evaluation of a model on a whole data set. */
package dev.convoy.evaluate;
