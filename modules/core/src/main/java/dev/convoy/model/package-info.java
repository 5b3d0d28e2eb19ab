/**
 * Models: immutable graphs of named nodes, and the layout of their parameters in one flat vector.
 */
package dev.convoy.model;
