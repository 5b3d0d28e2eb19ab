/** Predictions of trained models. */
package dev.convoy.predict;
