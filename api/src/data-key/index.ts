export { CannotRotate, rotate, type Rotation } from './rotate.js';
