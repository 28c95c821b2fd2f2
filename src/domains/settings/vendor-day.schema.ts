export { vendorDay } from '../../graphql/vendor-day.ts';
