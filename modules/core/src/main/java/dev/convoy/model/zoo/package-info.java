/** Models that users call by name. */
package dev.convoy.model.zoo;
