/**
 * Data sets: where examples come from, how they are packed into blocks of bytes, which worker owns
 * which of them, and in which order it goes through them.
 */
package dev.convoy.data;
