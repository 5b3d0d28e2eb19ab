/** Learning curves of finished or running runs. */
package dev.convoy.bench.curve;
