/** Whole files of a storage: written under temporary names, hashed, renamed. */
package dev.convoy.files;
