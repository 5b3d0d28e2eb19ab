/** The command line: what users, schedulers and scripts see. */
package dev.convoy.spark.command;
