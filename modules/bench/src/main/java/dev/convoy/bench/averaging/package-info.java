/** The study of parameter averaging: how accurate a model is after equal epochs, and its report. */
package dev.convoy.bench.averaging;
