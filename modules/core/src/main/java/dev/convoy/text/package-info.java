/** Strict JSON, and suggestions for misspelt names. */
package dev.convoy.text;
