/** Packing encoded images: tasks decode them and write the data that training reads. */
package dev.convoy.spark.pack;
