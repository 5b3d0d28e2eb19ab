/**
 * Random augmentation of training images, drawn again each time an image is used. The augmentation
 * of an example depends only on the seed, the epoch and the example's position.
 */
package dev.convoy.augment;
