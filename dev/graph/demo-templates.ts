import type { TemplateComponent } from './templates.ts'

interface DemoTemplate {
  name: string
  language: string
  category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'
  status?: 'APPROVED' | 'PAUSED' | 'PENDING' | 'REJECTED'
  quality?: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'
  reason?: string
  parameterFormat?: 'NAMED'
  components: TemplateComponent[]
}

/** What each demo account has registered: one of every shape that senders must handle. */
export const DEMO_TEMPLATES: readonly DemoTemplate[] = [
  {
    name: 'order_confirmation',
    language: 'en_US',
    category: 'UTILITY',
    quality: 'GREEN',
    components: [
      {
        type: 'BODY',
        text: 'Hi {{1}}, thank you for your order {{2}}. We will write again as soon as it leaves our warehouse.',
        example: { body_text: [['Marta', '#20417']] },
      },
      { type: 'FOOTER', text: 'You receive this because you ordered with us' },
    ],
  },
  {
    name: 'order_confirmation',
    language: 'nl',
    category: 'UTILITY',
    quality: 'GREEN',
    components: [
      {
        type: 'BODY',
        text: 'Hallo {{1}}, bedankt voor je bestelling {{2}}. We sturen je een bericht zodra die ons magazijn verlaat.',
        example: { body_text: [['Marta', '#20417']] },
      },
      { type: 'FOOTER', text: 'Je krijgt dit omdat je bij ons hebt besteld' },
    ],
  },
  {
    name: 'delivery_window',
    language: 'en_US',
    category: 'UTILITY',
    parameterFormat: 'NAMED',
    quality: 'GREEN',
    components: [
      {
        type: 'HEADER',
        format: 'TEXT',
        text: 'Your parcel, {{first_name}}',
        example: { header_text_named_params: [{ param_name: 'first_name', example: 'Marta' }] },
      },
      {
        type: 'BODY',
        text: 'The courier comes on {{day}} between {{time_from}} and {{time_to}}. Nobody at home? Tell us where to leave it.',
        example: {
          body_text_named_params: [
            { param_name: 'day', example: 'Friday' },
            { param_name: 'time_from', example: '09:00' },
            { param_name: 'time_to', example: '11:00' },
          ],
        },
      },
    ],
  },
  {
    name: 'autumn_collection',
    language: 'en_US',
    category: 'MARKETING',
    quality: 'GREEN',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4:demo-autumn'] } },
      {
        type: 'BODY',
        text: 'The autumn collection is here, {{1}}! Until Sunday you get {{2}} off everything made of wool.',
        example: { body_text: [['Marta', '20 percent']] },
      },
      { type: 'FOOTER', text: 'Reply STOP to hear no more offers' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Show me' },
          { type: 'QUICK_REPLY', text: 'Stop offers' },
        ],
      },
    ],
  },
  {
    name: 'invoice_ready',
    language: 'en_US',
    category: 'UTILITY',
    quality: 'UNKNOWN',
    components: [
      { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['4:demo-invoice'] } },
      {
        type: 'BODY',
        text: 'Dear {{1}}, your invoice over {{2}} is attached. It is due on {{3}}, by bank transfer or card.',
        example: { body_text: [['Marta', 'EUR 41.20', '1 December']] },
      },
    ],
  },
  {
    name: 'appointment_reminder',
    language: 'en_US',
    category: 'UTILITY',
    quality: 'GREEN',
    components: [
      {
        type: 'BODY',
        text: 'See you on {{1}} at {{2}}. Does that still suit you?',
        example: { body_text: [['Tuesday', '14:30']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Yes, I will be there' },
          { type: 'QUICK_REPLY', text: 'Another time' },
        ],
      },
    ],
  },
  {
    name: 'parcel_tracking',
    language: 'en_US',
    category: 'UTILITY',
    quality: 'GREEN',
    components: [
      {
        type: 'BODY',
        text: 'Order {{1}} is on its way. Follow it whenever you like.',
        example: { body_text: [['#20417']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Track parcel',
            url: 'https://shop.example/track/{{1}}',
            example: ['https://shop.example/track/20417'],
          },
          { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+15550783881' },
        ],
      },
    ],
  },
  {
    name: 'sign_in_code',
    language: 'en_US',
    category: 'AUTHENTICATION',
    quality: 'GREEN',
    components: [
      {
        type: 'BODY',
        text: '*{{1}}* is your verification code. For your security, do not share this code.',
        add_security_recommendation: true,
        example: { body_text: [['493021']] },
      },
      { type: 'FOOTER', text: 'This code expires in 10 minutes.', code_expiration_minutes: 10 },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            otp_type: 'COPY_CODE',
            text: 'Copy code',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
            example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp493021'],
          },
        ],
      },
    ],
  },
  {
    name: 'spring_sale',
    language: 'en_US',
    category: 'MARKETING',
    status: 'PAUSED',
    quality: 'RED',
    components: [
      {
        type: 'BODY',
        text: 'Hello {{1}}, the spring sale ends tonight and your size is still there.',
        example: { body_text: [['Marta']] },
      },
    ],
  },
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    quality: 'UNKNOWN',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      { type: 'BODY', text: 'Welcome! This message shows that your number can send. There is nothing you need to do.' },
    ],
  },
]
