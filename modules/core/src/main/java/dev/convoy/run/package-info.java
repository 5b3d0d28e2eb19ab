/** A training run from its definition to its result: start, checkpoint, resume and finish. */
package dev.convoy.run;
