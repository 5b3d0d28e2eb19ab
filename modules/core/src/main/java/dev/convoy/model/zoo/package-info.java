/** Predefined models, available by name. */
package dev.convoy.model.zoo;
