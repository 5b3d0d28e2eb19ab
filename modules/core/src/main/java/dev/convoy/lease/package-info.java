/** One driver at a time for a run directory. */
package dev.convoy.lease;
