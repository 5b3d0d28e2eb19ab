/**
 * Plans: models compiled for a request into a sequence of operations on preallocated buffers. Only
 * the requested outputs and gradients are computed.
 */
package dev.convoy.plan;
