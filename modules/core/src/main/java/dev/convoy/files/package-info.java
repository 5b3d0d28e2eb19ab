/** Whole files through Hadoop's FileSystem: written under temporary names, hashed, renamed. */
package dev.convoy.files;
