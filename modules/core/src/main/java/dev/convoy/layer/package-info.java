/**
 * The layers: records that say what a layer is (they hold no arrays), and the operations that they
 * compile to.
 */
package dev.convoy.layer;
