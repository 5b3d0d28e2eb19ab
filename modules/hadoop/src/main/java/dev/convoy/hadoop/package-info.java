/** Hadoop's file systems as a storage, and the data formats that are Parquet. */
package dev.convoy.hadoop;
