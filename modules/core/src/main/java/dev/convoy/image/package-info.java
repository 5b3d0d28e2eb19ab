/**
 * Encoded images, such as JPEG files: decoded within limits, and made the size that a model takes.
 */
package dev.convoy.image;
