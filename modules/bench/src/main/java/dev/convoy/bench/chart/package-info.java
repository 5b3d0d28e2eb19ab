/** Charts of runs and studies for the documents. */
package dev.convoy.bench.chart;
