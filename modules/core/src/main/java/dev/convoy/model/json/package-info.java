/** The JSON form of models. */
package dev.convoy.model.json;
