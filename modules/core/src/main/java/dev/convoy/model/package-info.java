/**
 * Models: immutable descriptions of a graph of named nodes, their parameters' place in one flat
 * vector, and their JSON form.
 */
package dev.convoy.model;
