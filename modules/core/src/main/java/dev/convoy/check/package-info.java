/** Checks that users run on their own model and data before they train. */
package dev.convoy.check;
