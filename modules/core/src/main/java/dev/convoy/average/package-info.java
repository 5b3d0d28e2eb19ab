/** When workers synchronize, and what is averaged. */
package dev.convoy.average;
