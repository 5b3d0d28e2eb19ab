/**
 * Plans: a model compiled for a request into straight-line work on buffers that the plan owns. What
 * serves no request is not planned.
 */
package dev.convoy.plan;
