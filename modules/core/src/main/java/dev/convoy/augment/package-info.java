/**
 * Augmentation: random changes of training images, made anew each time an image is used. What
 * happens to an example is a function of the seed, the epoch and the example's position alone.
 */
package dev.convoy.augment;
