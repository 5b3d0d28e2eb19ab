/** Compares what {@code convoy plan} says with what runs then do. */
package dev.convoy.bench.plan;
